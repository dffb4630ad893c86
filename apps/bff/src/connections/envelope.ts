import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** What a secret belongs to. It opens for nothing else: not for another field, and not for another origin. */
export interface Binding {
  connection: string;
  field: string;
  /** `https://acme.alienvault.cloud`: where the secret may be sent. */
  origin: string;
}

/** A secret as the database keeps it. */
export interface Envelope {
  /** Of the master key that the data key is wrapped with. */
  keyId: string;
  wrappedKey: Uint8Array;
  sealed: Uint8Array;
}

export interface KeyRing {
  /** Of the key that new envelopes are made with. */
  currentId: string;
  /** All that can be opened. */
  ids: readonly string[];
  seal(secret: string, binding: Binding): Envelope;
  /** @throws UnknownKeyError, EnvelopeError */
  open(envelope: Envelope, binding: Binding): string;
  /** The same secret under the same data key, wrapped with the current master key. @throws as `open` */
  rewrap(envelope: Envelope, binding: Binding): Envelope;
}

/** The master key of an envelope is none of ours. */
export class UnknownKeyError extends Error {
  readonly keyId: string;

  constructor(keyId: string) {
    super(`Sealed with the key ${keyId}, which is not given here.`);
    this.name = 'UnknownKeyError';
    this.keyId = keyId;
  }
}

/** It was changed, or moved to where it does not belong. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

const ivBytes = 12;
const tagBytes = 16;
const dataKeyBytes = 32;

/**
 * Envelope encryption: AES-256-GCM under a fresh data key for each secret, which is wrapped by a key derived from a
 * master key (RFC 5869). Changing the master key wraps the data keys anew and touches no secret.
 * @param masterKeys 32 bytes each; the first is the current one, the others only open
 */
export function createKeyRing(masterKeys: readonly Uint8Array[]): KeyRing {
  const keys = new Map(masterKeys.map((masterKey) => toWrappingKey(masterKey)));
  const [current] = keys;
  if (!current) throw new Error('A key ring needs a key');
  const [currentId, currentKey] = current;

  const wrap = (dataKey: Buffer, binding: Binding) => ({
    keyId: currentId,
    wrappedKey: encrypt(currentKey, dataKey, toAad('data key', currentId, binding)),
  });

  function unwrap({ keyId, wrappedKey }: Envelope, binding: Binding): Buffer {
    const key = keys.get(keyId);
    if (!key) throw new UnknownKeyError(keyId);
    return decrypt(key, wrappedKey, toAad('data key', keyId, binding));
  }

  return {
    currentId,
    ids: [...keys.keys()],
    seal(secret, binding) {
      const dataKey = randomBytes(dataKeyBytes);
      const sealed = encrypt(dataKey, Buffer.from(secret, 'utf8'), toAad('secret', '', binding));
      return { ...wrap(dataKey, binding), sealed };
    },
    open(envelope, binding) {
      const dataKey = unwrap(envelope, binding);
      return decrypt(dataKey, envelope.sealed, toAad('secret', '', binding)).toString('utf8');
    },
    rewrap: (envelope, binding) => ({ ...wrap(unwrap(envelope, binding), binding), sealed: envelope.sealed }),
  };
}

/** Its id says nothing of the key, and is the same on every replica. */
function toWrappingKey(masterKey: Uint8Array): [id: string, key: Buffer] {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor secrets v1', 32));
  return [createHash('sha256').update(key).digest('hex').slice(0, 16), key];
}

/** JSON, so that no two bindings are one text. */
function toAad(what: string, keyId: string, { connection, field, origin }: Binding): Buffer {
  return Buffer.from(JSON.stringify(['watchfloor v1', what, keyId, connection, field, origin]), 'utf8');
}

function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, given: Uint8Array, aad: Buffer): Buffer {
  const bytes = Buffer.from(given);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(aad).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new EnvelopeError('The envelope was changed, or belongs to something else.', { cause });
  }
}
