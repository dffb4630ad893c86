import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AdminConnection } from '@watchfloor/contract';
import { changeConnection, removeConnection, testConnection } from '../../lib/api.ts';
import { formatCount } from '../../lib/time.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { adminConnectionsOptions, refreshConnections } from './admin-query.ts';

/** What is done to a connection with one press; each says what it did. */
export function useConnectionActs() {
  const client = useQueryClient();
  const toast = useToast();
  const onError = (error: Error) => {
    toast({ text: error.message, shownMs: 10_000 });
    void client.invalidateQueries({ queryKey: adminConnectionsOptions.queryKey });
  };
  const pausing = useMutation({
    mutationFn: ({ connection, paused }: { connection: AdminConnection; paused: boolean }) =>
      changeConnection(connection.id, { version: connection.version, paused }),
    onSuccess: (connection, { paused }) => {
      refreshConnections(client, connection.id);
      const undo = () => pausing.mutate({ connection, paused: !paused });
      toast({
        text: paused ? `${connection.label} is paused: nobody asks it` : `${connection.label} is asked again`,
        action: { label: 'Undo', onAction: undo },
        shownMs: 10_000,
      });
    },
    onError,
  });
  const testing = useMutation({
    mutationFn: ({ id, vendor }: AdminConnection) => testConnection({ id, vendor, settings: {}, secrets: {} }),
    onMutate: ({ label }) => toast({ text: `Asking ${label}, 10 s at most…`, shownMs: 15_000 }),
    onSuccess: ({ message, ms }, { label }) =>
      toast({ text: `${label}, ${formatCount(ms)} ms: ${message}`, shownMs: 10_000 }),
    onError,
  });
  const removing = useMutation({
    mutationFn: ({ id, version }: AdminConnection) => removeConnection(id, version),
    onSuccess: (answer, { id, label }) => {
      client.setQueryData(adminConnectionsOptions.queryKey, answer);
      refreshConnections(client, id);
      toast({ text: `${label} is removed` });
    },
    onError,
  });
  return {
    pause: (connection: AdminConnection, paused: boolean) => pausing.mutate({ connection, paused }),
    test: (connection: AdminConnection) => testing.mutate(connection),
    remove: (connection: AdminConnection) => removing.mutate(connection),
  };
}
