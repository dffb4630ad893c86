import { useMutation } from '@tanstack/react-query';
import { signInToDemo, signOut } from '../../lib/api.ts';
import { useToast } from '../../ui/toast/toast.tsx';

export interface Leaving {
  signOut: (options: { everywhere: boolean }) => void;
  /** In the demo. */
  become: (person: string) => void;
}

/** Ends being who one is. The page is loaded anew: nothing that was read stays in its memory for the next one. */
export function useSignOut(): Leaving {
  const toast = useToast();
  const onError = (error: Error) => toast({ text: error.message });
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => location.replace('/sign-in'), onError });
  const becoming = useMutation({ mutationFn: signInToDemo, onSuccess: () => location.replace('/'), onError });
  return { signOut: leaving.mutate, become: becoming.mutate };
}
