import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useRef, useState } from 'react';
import {
  type FieldProblems,
  type FieldSchemas,
  findProblems,
  toFieldProblems,
  withoutField,
} from './field-problems.ts';

export interface CheckedForm<Answer> {
  schemas: FieldSchemas;
  /** Given what the fields hold, as the server will read it. */
  send: (values: Record<string, string>) => Promise<Answer>;
  onSent: (answer: Answer) => void;
}

/** A form whose fields keep what is typed: checked before it is sent, and what the server refuses is told at its field. */
export function useCheckedForm<Answer>({ schemas, send, onSent }: CheckedForm<Answer>) {
  const ref = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<FieldProblems>({});
  const { mutate, isPending, error } = useMutation({
    mutationFn: send,
    onError: (refused) => setProblems(toFieldProblems(refused)),
    onSuccess: onSent,
  });
  const submit = () => {
    if (!ref.current || isPending) return;
    const data = Object.fromEntries(new FormData(ref.current)) as Record<string, string>;
    const { values, problems: found } = findProblems(data, schemas);
    setProblems(found);
    if (Object.keys(found).length === 0) mutate(values);
  };
  return {
    /** For the form element. */
    form: {
      ref,
      noValidate: true,
      onSubmit: (event: SubmitEvent) => {
        event.preventDefault();
        submit();
      },
    },
    submit,
    problems,
    clear: (field: string) => setProblems((before) => withoutField(before, field)),
    isPending,
    error,
    /** What was refused and is told at no field. */
    otherProblem: Object.keys(problems).length === 0 ? error?.message : undefined,
  };
}
