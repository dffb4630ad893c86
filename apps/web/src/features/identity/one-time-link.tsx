import { useMutation, useQuery } from '@tanstack/react-query';
import {
  emailSchema,
  type LinkPurpose,
  passwordSchema,
  personLimits,
  personNameSchema,
  type SessionAnswer,
} from '@watchfloor/contract';
import { ApiError, acceptLink, peekLink } from '../../lib/api.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { SignInPanel, SignInProblem } from './sign-in-panel.tsx';
import { useCheckedForm } from './use-checked-form.ts';
import { roleWords } from './words.ts';

export interface OneTimeLinkProps {
  token: string;
  /** Who is signed in already. */
  person: SessionAnswer['person'];
  onSignedIn: () => void;
  /** Leaves the link, for the ordinary page. */
  onLeave: () => void;
}

/** What a one-time link is for, and what it still needs to know. */
export function OneTimeLink(props: OneTimeLinkProps) {
  const { token, person, onSignedIn, onLeave } = props;
  const peek = useQuery({
    queryKey: ['link', token],
    queryFn: ({ signal }) => peekLink(token, signal),
    gcTime: 0,
  });
  // A link that only signs in needs nothing more, unless somebody else is signed in: then they say whether they mean it.
  const isOther = person !== null && person.email !== peek.data?.email;
  const signsIn = peek.data?.purpose === 'sign_in' && !isOther;
  const accepted = useQuery({
    queryKey: ['link', token, 'use'],
    queryFn: async () => {
      const answer = await acceptLink({ token });
      onSignedIn();
      return answer;
    },
    enabled: signsIn,
    retry: false,
    gcTime: 0,
  });
  const error = peek.error ?? accepted.error;
  if (error) {
    return (
      <SignInPanel title={isUsed(error) ? 'This link is not good any more' : 'The link could not be opened'}>
        <p className="text-prose">{error.message}</p>
        <Button look="plain" onPress={onLeave}>
          Sign in another way
        </Button>
      </SignInPanel>
    );
  }
  if (!peek.data || signsIn) return <main className="flex-1" aria-busy />;
  if (peek.data.purpose === 'sign_in') return <SignInAsOther {...props} purpose={peek.data} />;
  return <SetUp {...props} purpose={peek.data} />;
}

function SignInAsOther({ token, person, purpose, onSignedIn, onLeave }: OneTimeLinkProps & { purpose: LinkPurpose }) {
  const attempt = useMutation({ mutationFn: acceptLink, onSuccess: onSignedIn });
  return (
    <SignInPanel title={`Sign in as ${purpose.name ?? 'somebody else'}?`}>
      <p className="text-prose">You are signed in as {person?.name ?? 'nobody'}. The link ends that on this browser.</p>
      <SignInProblem>{attempt.error?.message}</SignInProblem>
      <div className="flex gap-2">
        <Button look="filled" onPress={() => attempt.mutate({ token })}>
          Sign in
        </Button>
        <Button look="plain" onPress={onLeave}>
          Stay who I am
        </Button>
      </div>
    </SignInPanel>
  );
}

function SetUp({ token, purpose, onSignedIn, onLeave }: OneTimeLinkProps & { purpose: LinkPurpose }) {
  const isFirst = purpose.purpose === 'first_administrator';
  const zone = useZone();
  const now = useNow();
  const attempt = useCheckedForm({
    schemas: { ...(isFirst && { name: personNameSchema, email: emailSchema }), password: passwordSchema },
    send: (values) => acceptLink({ token, ...values }),
    onSent: onSignedIn,
  });
  const { problems, clear } = attempt;
  return (
    <SignInPanel title={isFirst ? 'Become the first administrator' : `Welcome, ${purpose.name ?? ''}`}>
      <p className="text-prose text-muted">
        {isFirst
          ? 'You let the others in afterwards. No account exists before this one.'
          : `You become ${withArticle(roleWords[purpose.role].label.toLowerCase())}. Choose a password to sign in with.`}{' '}
        The link is good until {formatTime(purpose.expiresAt, zone, now)}.
      </p>
      <form {...attempt.form} className="flex flex-col gap-3">
        {isFirst && (
          <TextField
            label="Name"
            name="name"
            autoComplete="name"
            autoFocus
            problem={problems.name}
            onChange={() => clear('name')}
          />
        )}
        <TextField
          label="Mail address"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={purpose.email ?? undefined}
          isReadOnly={!isFirst}
          problem={problems.email}
          onChange={() => clear('email')}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="new-password"
          autoFocus={!isFirst}
          hint={`At least ${personLimits.passwordCharsMin} characters, any of them. Length is what counts.`}
          problem={problems.password}
          onChange={() => clear('password')}
        />
        <SignInProblem>{attempt.otherProblem}</SignInProblem>
        <Button type="submit" look="filled">
          {attempt.isPending ? 'Saving…' : 'Save and sign in'}
        </Button>
      </form>
      {attempt.error && isUsed(attempt.error) && (
        <Button look="plain" onPress={onLeave}>
          Sign in another way
        </Button>
      )}
    </SignInPanel>
  );
}

const isUsed = (error: Error) => error instanceof ApiError && error.code === 'link_used';
const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
