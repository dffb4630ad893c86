import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type AdminConnection,
  adminConnectionSchema,
  type ConnectionTestAnswer,
  type VendorForm,
} from '@watchfloor/contract';
import { useState } from 'react';
import { addConnection, changeConnection, testConnection, toCurrent } from '../../lib/api.ts';
import { refreshConnections } from './admin-query.ts';
import {
  type ConnectionDraft,
  emptyDraft,
  isOtherAccount,
  toConnectionChange,
  toConnectionTest,
  toDraft,
  toNewConnection,
} from './connection-draft.ts';
import { type FieldProblems, findAccountProblems, findDraftProblems, toSaidProblems } from './draft-problems.ts';
import { mergeDraft, type TheirChange, type Theirs, takeTheirs } from './merge-draft.ts';

/** What a test came to, and of which account. */
export interface Tested {
  answer: ConnectionTestAnswer;
  account: string;
}

export interface EditorOptions {
  /** As it was read; undefined for a new one. */
  kept: AdminConnection | undefined;
  vendors: readonly VendorForm[];
  onSaved: (connection: AdminConnection) => void;
}

/** The state of the form and what can be done with it. What is typed is only ever replaced by a person's choice. */
export function useEditor({ kept, vendors, onSaved }: EditorOptions) {
  const client = useQueryClient();
  const [base, setBase] = useState(kept);
  const [draft, setDraft] = useState(() => (kept ? toDraft(kept) : emptyDraft));
  /** Fields keep their text by themselves; another round begins them anew. */
  const [round, setRound] = useState(0);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [message, setMessage] = useState<string>();
  const [theirs, setTheirs] = useState<Theirs>();
  const [tested, setTested] = useState<Tested>();
  /** A test that failed, while it is asked whether to save all the same. */
  const [doubt, setDoubt] = useState<Tested>();
  // Kept no longer than they run: their variables hold what was typed as a secret.
  const testing = useMutation({ mutationFn: testConnection, gcTime: 0 });
  const saving = useMutation({
    mutationFn: (next: ConnectionDraft) => send(base, next, vendors),
    gcTime: 0,
  });

  const form = vendors.find(({ name }) => name === draft.vendor);
  const account = form ? JSON.stringify(toConnectionTest(draft, form)) : '';
  const isDirty = base && form ? toConnectionChange(base, draft, form) !== undefined : draft !== emptyDraft;

  const show = (next: FieldProblems, words?: string) => {
    setProblems(next);
    setMessage(words);
  };
  const rebase = (now: AdminConnection, wasRefused: boolean) => {
    if (!base || !form) return;
    const merged = mergeDraft(base, now, draft, form);
    setBase(now);
    setDraft(merged.draft);
    setRound(round + 1);
    setTheirs({ by: now.updatedBy ?? 'Somebody', at: now.updatedAt, changes: merged.changes, wasRefused });
    show({});
  };
  /** Another administrator was quicker. Nothing is typed here: what they saved is shown, and that is all. */
  const follow = (now: AdminConnection) => {
    setBase(now);
    setDraft(toDraft(now));
    setRound(round + 1);
  };

  /** What it was is gone: what stands in the form becomes a new one, whose secrets have to be given again. */
  const beginAnew = () => {
    setBase(undefined);
    setTheirs(undefined);
    setRound(round + 1);
  };

  const fail = (error: unknown) => {
    if (!(error instanceof Error)) throw error;
    const current = toCurrent(error, adminConnectionSchema);
    if (current) return rebase(current, true);
    const said = toSaidProblems(error, form);
    show(said.byField, said.message);
  };
  const test = async (): Promise<Tested | undefined> => {
    if (!form) return;
    const isOfFile = base?.origin === 'file';
    const found = isOfFile ? {} : Object.fromEntries(findAccountProblems(draft, form, base));
    show(found);
    if (Object.keys(found).length > 0) return;
    try {
      // What stands in the operator's file is tested as it stands there.
      const asked = isOfFile
        ? { id: base.id, vendor: base.vendor, settings: {}, secrets: {} }
        : toConnectionTest(draft, form, base?.id);
      const next = { answer: await testing.mutateAsync(asked), account };
      setTested(next);
      return next;
    } catch (error) {
      fail(error);
      return undefined;
    }
  };
  const commit = async () => {
    setDoubt(undefined);
    try {
      const saved = await saving.mutateAsync(draft);
      refreshConnections(client, saved.id);
      onSaved(saved);
    } catch (error) {
      fail(error);
    }
  };
  const save = async () => {
    const found = findDraftProblems(draft, form, base);
    show(found);
    if (Object.keys(found).length > 0 || !form) return;
    const change = base && toConnectionChange(base, draft, form);
    if (base && !change) return onSaved(base);
    if (base && !isOtherAccount(change)) return commit();
    // What was tested as it stands here need not be tested again.
    const isTested = tested?.account === account;
    const last = isTested ? tested : await test();
    if (!last) return;
    if (last.answer.ok) return commit();
    setDoubt(last);
  };

  return {
    base,
    form,
    draft,
    round,
    problems,
    message,
    theirs,
    tested,
    isTestCurrent: tested?.account === account,
    doubt,
    isDirty,
    busy: testing.isPending ? ('testing' as const) : saving.isPending ? ('saving' as const) : undefined,
    change: setDraft,
    rebase,
    follow,
    beginAnew,
    test,
    save,
    saveDespite: commit,
    dropDoubt: () => setDoubt(undefined),
    takeTheirs: (one: TheirChange) => {
      setDraft(takeTheirs(draft, one));
      setRound(round + 1);
      setTheirs(theirs && { ...theirs, changes: theirs.changes.filter((other) => other !== one) });
    },
  };
}
export type Editor = ReturnType<typeof useEditor>;

function send(base: AdminConnection | undefined, draft: ConnectionDraft, vendors: readonly VendorForm[]) {
  const form = vendors.find(({ name }) => name === draft.vendor);
  if (!form) throw new Error('This Watchfloor does not know the vendor.');
  const change = base && toConnectionChange(base, draft, form);
  if (base && change) return changeConnection(base.id, change);
  return addConnection(toNewConnection(draft, form));
}
