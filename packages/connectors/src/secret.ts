import { inspect } from 'node:util';

const printed = '[secret]';

/**
 * A credential. However it is printed, logged, thrown or serialised it reads `[secret]`; `reveal` is called in one
 * place, where the outbound module writes the header.
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
