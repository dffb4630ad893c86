import { useMutation } from '@tanstack/react-query';
import type { SessionAnswer, SignInWays } from '@watchfloor/contract';
import { useRef } from 'react';
import { signIn, signInToDemo, toProviderPath } from '../../lib/api.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { toProviderReturnPath } from './return-path.ts';
import { SignInPanel, SignInProblem } from './sign-in-panel.tsx';
import { roleWords, toSignInWords } from './words.ts';

export interface SignInProps {
  ways: SignInWays;
  /** Who is signed in already. */
  person: SessionAnswer['person'];
  /** A path of ours. */
  next: string;
  /** How a way back from the identity provider ended, in words. */
  problem: string | undefined;
  onSignedIn: () => void;
}

/** Every way in that there is here, and why there is none where there is none. */
export function SignIn({ ways, person, next, problem, onSignedIn }: SignInProps) {
  if (ways.blocked !== null) {
    return (
      <SignInPanel title="Signing in cannot work here">
        <p className="text-prose">{ways.blocked}</p>
      </SignInPanel>
    );
  }
  if (ways.firstStart && ways.demo === null) return <FirstStart ways={ways} next={next} problem={problem} />;
  return (
    <SignInPanel title="Sign in">
      {person && (
        <p className="text-prose text-muted">
          You are signed in as {person.name}.{' '}
          <a href={next} className="text-accent underline">
            Go on
          </a>
        </p>
      )}
      {ways.demo && <DemoPeople people={ways.demo} onSignedIn={onSignedIn} />}
      {ways.oidc && <Provider label={ways.oidc.label} next={next} isFilled={!ways.password} />}
      {(ways.oidc ?? ways.demo) && ways.password && <Or />}
      {ways.password && <ByPassword before={problem} autoFocus={ways.demo === null} onSignedIn={onSignedIn} />}
      {!ways.password && <SignInProblem>{problem}</SignInProblem>}
    </SignInPanel>
  );
}

function FirstStart({ ways, next, problem }: Pick<SignInProps, 'ways' | 'next' | 'problem'>) {
  return (
    <SignInPanel title="No administrator yet">
      <div className="flex flex-col gap-2 text-prose">
        <p>When the server started it printed a one-time link. Whoever opens it becomes the first administrator.</p>
        <p className="text-muted">The link is good for 24 hours and for one use. Each start prints a new one.</p>
      </div>
      <SignInProblem>{problem}</SignInProblem>
      {ways.oidc && <Provider label={ways.oidc.label} next={next} isFilled={false} />}
    </SignInPanel>
  );
}

function Provider({ label, next, isFilled }: { label: string; next: string; isFilled: boolean }) {
  // A link and no button: the browser leaves this page, and comes back to `next`.
  return (
    <a
      href={toProviderPath(toProviderReturnPath(next))}
      className={`flex h-8 items-center justify-center rounded-control px-3 font-medium ${
        isFilled ? 'bg-text text-bg hover:opacity-90' : 'border border-control hover:bg-surface'
      }`}
    >
      {label}
    </a>
  );
}

function Or() {
  return (
    <div className="flex items-center gap-3 text-muted">
      <span className="h-px flex-1 bg-line" />
      or by password
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

interface ByPasswordProps extends Pick<SignInProps, 'onSignedIn'> {
  before: string | undefined;
  autoFocus: boolean;
}

function ByPassword({ before, autoFocus, onSignedIn }: ByPasswordProps) {
  const password = useRef<HTMLInputElement>(null);
  const now = useNow();
  const zone = useZone();
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: onSignedIn,
    // The next try begins where the mistake most likely is, over what was typed.
    onError: () => password.current?.select(),
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (attempt.isPending) return;
        const data = new FormData(event.currentTarget);
        attempt.mutate({ email: readText(data, 'email').trim(), password: readText(data, 'password') });
      }}
    >
      <TextField label="Mail address" name="email" type="email" autoComplete="username" autoFocus={autoFocus} />
      <PasswordField label="Password" name="password" autoComplete="current-password" ref={password} />
      <SignInProblem>
        {attempt.error ? toSignInWords(attempt.error, now, zone) : attempt.isIdle ? before : undefined}
      </SignInProblem>
      <Button type="submit" look="filled">
        {attempt.isPending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}

/** One of the demo's people, with one click. */
function DemoPeople({ people, onSignedIn }: { people: NonNullable<SignInWays['demo']>; onSignedIn: () => void }) {
  const attempt = useMutation({ mutationFn: signInToDemo, onSuccess: onSignedIn });
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-medium">Be one of the demo's people</h2>
      <ul className="border-t border-line">
        {people.map(({ id, name, role }) => (
          <li key={id} className="border-b border-line">
            <button
              type="button"
              className="focus-inset flex h-9 w-full cursor-default items-center gap-2 px-2 text-left hover:bg-surface"
              onClick={() => attempt.mutate(id)}
            >
              <span className="flex-1 font-medium">{name}</span>
              <span className="text-muted" title={roleWords[role].may}>
                {roleWords[role].label}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <SignInProblem>{attempt.error?.message}</SignInProblem>
    </section>
  );
}

function readText(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
