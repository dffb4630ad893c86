import { inspect } from 'node:util';

const printed = '[secret]';

/**
 * A credential. However it is printed, logged, thrown or serialised it reads `[secret]`; `reveal` is called where the
 * outbound module writes the header and takes echoes of it out of errors, and where a token is asked when it expires.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return printed;
  }

  toJSON(): string {
    return printed;
  }

  [inspect.custom](): string {
    return printed;
  }
}
