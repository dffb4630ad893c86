import type { JsonObject } from '../json.ts';
import { pick } from '../scenario/prng.ts';
import { cleanFiles, identityOf } from './files.ts';

const products = [
  {
    file: cleanFiles.java,
    name: 'Oracle Java(TM) Platform SE',
    version: '7.0.0',
    cves: 12,
    first: 1500,
    score: '10.0',
  },
  { file: cleanFiles.acrobat, name: 'Adobe Acrobat Reader', version: '11.0.3', cves: 5, first: 2700, score: '9.3' },
  { file: cleanFiles.chrome, name: 'Google Chrome', version: '118.0.5993.70', cves: 2, first: 5200, score: '6.8' },
] as const;

/** Scores are strings, and no CVE here names a real weakness's detail. */
export function vulnerableDetails(key: number): JsonObject {
  const product = pick(products, key, 67);
  const vulnerabilities = Array.from({ length: product.cves }, (_, index) => {
    const cve = `CVE-2013-${product.first + index * 3}`;
    const score = index === 0 ? product.score : `${4 + (index % 5)}.${index % 10}`;
    return { name: product.name, version: product.version, cve, score, url: `https://nvd.example/vuln/detail/${cve}` };
  });
  return {
    file: {
      disposition: 'Clean',
      file_name: product.file.name,
      identity: { sha256: identityOf(product.file).sha256 },
      parent: { disposition: 'Clean', identity: { sha256: identityOf(cleanFiles.explorer).sha256 } },
    },
    vulnerabilities,
    system_requirements: null,
  };
}
