import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a self-signed certificate. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Creates a certificate for names and addresses (`DNS:desk.example,IP:127.0.0.1`), valid for two days. Needs openssl.
 */
export function makeCertificate(names = 'DNS:localhost,IP:127.0.0.1'): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-cert-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const what = ['-subj', '/CN=mnara test', '-addext', `subjectAltName=${names}`];
    execFileSync('openssl', ['req', '-x509', ...kind, ...what, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
