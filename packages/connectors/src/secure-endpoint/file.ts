import type { WireEvent } from './wire.ts';

/** How a person would name the event's file: its name, the end of its path, or the beginning of its hash. */
export function nameOfFile(wire: WireEvent): string | undefined {
  const { file } = wire;
  return file?.file_name ?? lastSegment(file?.file_path) ?? file?.identity?.sha256?.slice(0, 8);
}

export function nameOfParent(wire: WireEvent): string | undefined {
  const parent = wire.file?.parent;
  return parent?.file_name ?? lastSegment(parent?.file_path) ?? parent?.identity?.sha256?.slice(0, 8);
}

/** Paths come as `\\?\C:\…`, `C:\…`, `/C:/…` and `file:///C%3A/…`. */
function lastSegment(path: string | undefined): string | undefined {
  const segment = path?.split(/[\\/]/).findLast((part) => part !== '');
  if (segment === undefined || path?.startsWith('file:') !== true) return segment;
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    // Not escaped as a URL would be: then it stands as it is.
    if (error instanceof URIError) return segment;
    throw error;
  }
}

export interface Vulnerable {
  /** "Java 7" */
  product: string;
  cves: number;
  /** As the vendor prints it: a string. */
  worst: string | undefined;
}

/** What a vulnerable application is, and how bad. */
export function readVulnerable({ vulnerabilities }: WireEvent): Vulnerable | undefined {
  const [first] = vulnerabilities;
  if (!first) return undefined;
  const product = [first.name, first.version].filter((part) => part !== undefined).join(' ');
  const scores = vulnerabilities.flatMap(({ score }) =>
    score === undefined || Number.isNaN(Number(score)) ? [] : [score],
  );
  return {
    product: product === '' ? 'an application' : product,
    cves: new Set(vulnerabilities.flatMap(({ cve }) => (cve === undefined ? [] : [cve]))).size,
    worst: scores.toSorted((a, b) => Number(b) - Number(a))[0],
  };
}

export function sayVulnerable({ product, cves, worst }: Vulnerable): string {
  const count = cves === 0 ? '' : `, ${cves} ${cves === 1 ? 'CVE' : 'CVEs'}`;
  return `${product}${count}${worst === undefined ? '' : `, worst ${worst}`}`;
}
