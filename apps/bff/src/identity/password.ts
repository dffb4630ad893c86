import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's Password Storage Cheat Sheet for scrypt: N = 2^15, r = 8, p = 3, which is 32 MiB for each hash. */
const cost = { ln: 15, r: 8, p: 3 } as const;
const saltBytes = 16;
const keyBytes = 32;

/** libuv has four threads for this, for files and for names in DNS: who tries passwords must not take them all. */
const hashesAtOnceMax = 2;

interface Cost {
  ln: number;
  r: number;
  p: number;
}

/** In the PHC string format, so that a later cost can stand beside this one: `$scrypt$ln=15,r=8,p=3$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await toKey(password, salt, cost);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** @returns false also for a hash that cannot be read */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [, ln, r, p, salt, key] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(hash) ?? [];
  if (salt === undefined || key === undefined) return false;
  const kept = Buffer.from(key, 'base64url');
  const given = await toKey(password, Buffer.from(salt, 'base64url'), { ln: Number(ln), r: Number(r), p: Number(p) });
  return kept.length === given.length && timingSafeEqual(kept, given);
}

async function toKey(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  await enter();
  try {
    return await new Promise((resolve, reject) => {
      const N = 2 ** ln;
      // The same characters typed on another keyboard may come in another form (NIST SP 800-63B, 3.1.1.2).
      const text = password.normalize('NFKC');
      scrypt(text, salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    leave();
  }
}

const waiting: (() => void)[] = [];
let running = 0;

async function enter(): Promise<void> {
  if (running < hashesAtOnceMax) {
    running += 1;
    return;
  }
  // Whoever leaves hands the place over, so that nobody gets in between.
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}
