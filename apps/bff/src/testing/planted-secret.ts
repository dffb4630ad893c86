/** The forms in which a secret could get out: as it is, in base64 (alone or behind a user), URL-encoded, JSON-escaped. */
function formsOf(secret: string): string[] {
  // base64 of `user:secret` holds that of the secret at one of three alignments; its inner characters are the same.
  const aligned = [0, 1, 2].map((pad) =>
    Buffer.from(`${'_'.repeat(pad)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(pad === 0 ? 0 : pad + 1, -2),
  );
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    ...aligned,
    ...aligned.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)];
}

/** Which of the secrets a text holds, in whatever form; by their names. */
export function findSecrets(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
}
