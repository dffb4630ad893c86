import { useQuery } from '@tanstack/react-query';
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import type { AdminConnection, AdminConnectionsAnswer, VendorForm } from '@watchfloor/contract';
import { useRef, useState } from 'react';
import { adminConnectionsOptions, vendorsOptions } from '../features/connections/admin-query.ts';
import { ConnectionEditor } from '../features/connections/connection-editor.tsx';
import { PageWords } from '../features/shell/page-words.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toVisibleText } from '../ui/text/visible.ts';
import { useToast } from '../ui/toast/toast.tsx';
import { connectionPath, connectionsPath } from './addresses.ts';
import { AdminPage } from './admin-page.tsx';
import { BackLink } from './back-link.tsx';

/** A connection's settings, or those of one that is to be added. For administrators. */
export function ConnectionSettingsPage() {
  const { connection: id }: { connection?: string } = useParams({ strict: false });
  const vendors = useQuery(vendorsOptions);
  const connections = useQuery(adminConnectionsOptions);
  return (
    <AdminPage what="A connection's settings" query={vendors}>
      {(forms) => (
        <AdminPage what="The connections" query={connections}>
          {(answer) => <Edited key={id} id={id} vendors={forms} answer={answer} />}
        </AdminPage>
      )}
    </AdminPage>
  );
}

interface EditedProps {
  id: string | undefined;
  vendors: readonly VendorForm[];
  answer: AdminConnectionsAnswer;
}

function Edited({ id, vendors, answer }: EditedProps) {
  const navigate = useNavigate();
  const toast = useToast();
  const isDirty = useRef(false);
  const isSaved = useRef(false);
  const kept = answer.connections.find((one) => one.id === id);
  const [first] = useState(kept);
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty.current && !isSaved.current,
    enableBeforeUnload: () => isDirty.current && !isSaved.current,
    withResolver: true,
  });
  const leave = () => void navigate({ to: connectionsPath });
  const back =
    first === undefined ? (
      <BackLink to={connectionsPath} params={{}} search={{}}>
        Connections
      </BackLink>
    ) : (
      <BackLink to={connectionPath} params={{ connection: first.id }} search={{}}>
        Coverage
      </BackLink>
    );
  if (id !== undefined && !first) {
    return (
      <PageWords title="There is no connection of this name." action={back}>
        It may have been removed, or the link comes from another Watchfloor.
      </PageWords>
    );
  }
  const onSaved = (saved: AdminConnection) => {
    isSaved.current = true;
    toast({ text: id === undefined ? `${saved.label} is added` : `${saved.label} is saved` });
    leave();
  };
  return (
    <>
      <title>{`${first === undefined ? 'Add a connection' : `Settings · ${toVisibleText(first.label)}`} · Watchfloor`}</title>
      <ConnectionEditor
        kept={kept ?? first}
        isGone={first !== undefined && !kept}
        vendors={vendors}
        allowedOrigins={answer.allowedOrigins}
        back={back}
        onDirty={(next) => {
          isDirty.current = next;
        }}
        onSaved={onSaved}
        onCancel={leave}
      />
      {blocker.status === 'blocked' && <LeaveDialog onLeave={blocker.proceed} onStay={blocker.reset} />}
    </>
  );
}

function LeaveDialog({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  return (
    <Dialog
      title="Leave without saving"
      isOpen
      onOpenChange={onStay}
      widthPx={400}
      actions={
        <>
          <Button look="plain" onPress={onLeave}>
            Leave
          </Button>
          <Button look="filled" onPress={onStay}>
            Stay
          </Button>
        </>
      }
    >
      <p className="text-prose">What was typed here is not saved, and is not kept.</p>
    </Dialog>
  );
}
