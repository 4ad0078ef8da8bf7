/** The settings: what is believed, what is refused and with which sentence. */
import { expect, test } from 'vitest';
import { ConfigurationError, readEnv } from './env.ts';

test('without settings it listens on loopback with an embedded database', () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    dataDir: 'data',
    databaseUrl: undefined,
    publicUrl: undefined,
    demo: false,
    trustedProxies: [],
  });
});

test('an empty variable is as good as none', () => {
  expect(readEnv({ PORT: '', HOST: '', DEMO: '', DATABASE_URL: '' })).toEqual(readEnv({}));
});

test('a public address opens every interface and loses its path', () => {
  const env = readEnv({ PUBLIC_URL: 'https://rapat.contoh.example/sub/', TRUSTED_PROXIES: '10.0.0.0/8, ::1' });
  expect(env).toMatchObject({ publicUrl: 'https://rapat.contoh.example', host: undefined });
  expect(env.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
});

test('a TURN server is its addresses and the secret shared with it', () => {
  const urls = [
    'turn:turn.contoh.example',
    'turn:10.0.0.1:3478?transport=udp',
    'turns:[2001:db8::1]:5349?transport=tcp',
  ];
  const secret = 'x'.repeat(32);
  expect(readEnv({ TURN_URLS: urls.join(' , '), TURN_SECRET: secret }).turn).toEqual({ urls, secret });
  expect(readEnv({}).turn).toBeUndefined();
});

test('the local network means every interface, unless one is named', () => {
  expect(readEnv({ LAN: '1' })).toMatchObject({ lan: true, host: undefined });
  expect(readEnv({ LAN: '1', HOST: '192.168.1.20' }).host).toBe('192.168.1.20');
});

test.each([
  [{ PORT: 'abc' }, /PORT/],
  [{ PORT: '65536' }, /PORT/],
  [{ DATABASE_URL: 'mysql://root@localhost/app' }, /DATABASE_URL/],
  [{ PUBLIC_URL: 'rapat.contoh.example' }, /PUBLIC_URL/],
  [{ TLS_CERT: '/etc/cert.pem' }, /TLS_CERT and TLS_KEY/],
  [{ SMTP_URL: 'http://mail.contoh.example', MAIL_FROM: 'a@contoh.example' }, /SMTP_URL/],
  [{ SMTP_URL: 'smtp://mail.contoh.example' }, /SMTP_URL and MAIL_FROM/],
  [{ SMTP_URL: 'smtp://mail.contoh.example', MAIL_FROM: 'somebody' }, /MAIL_FROM/],
  [{ TURN_URLS: 'turn:turn.contoh.example' }, /TURN_URLS and TURN_SECRET/],
  [{ TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS and TURN_SECRET/],
  [{ TURN_URLS: 'turn:turn.contoh.example', TURN_SECRET: 'x'.repeat(31) }, /TURN_SECRET is not valid/],
  [{ TURN_URLS: 'stun:turn.contoh.example', TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS is not valid/],
  [{ TURN_URLS: 'turn:turn.contoh.example, https://x', TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS is not valid/],
  [{ TURN_URLS: 'turn:turn.contoh.example?transport=sctp', TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS is not valid/],
  [{ TURN_URLS: 'turn://turn.contoh.example', TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS is not valid/],
  [{ TURN_URLS: 'turn:turn.contoh.example:65536', TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS is not valid/],
  [{ TURN_URLS: ' , ', TURN_SECRET: 'x'.repeat(32) }, /TURN_URLS is not valid/],
  [{ TRUSTED_PROXIES: 'everybody' }, /TRUSTED_PROXIES/],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  [{ DEMO: 'yes' }, /DEMO/],
  [{ SECRET_KEY: 'short' }, /SECRET_KEY/],
  [{ PUBLIC_URL: 'https://rapat.contoh.example' }, /PUBLIC_URL is https/],
  [{ LAN: 'ya' }, /LAN/],
  [{ TEST_CLOCK_FILE: '/clock' }, /test installation only/],
  [{ LAN: '1', PUBLIC_URL: 'http://rapat.contoh.example' }, /--lan chooses its address/],
  [{ LAN: '1', TLS_CERT: 'a.pem', TLS_KEY: 'b.pem' }, /--lan chooses its address/],
  [{ LAN: '1', DEMO: '1' }, /--lan chooses its address/],
  [{ DEMO: '1', HOST: '0.0.0.0' }, /demo runs on loopback/],
  [{ DEMO: '1', PUBLIC_URL: 'http://rapat.contoh.example' }, /demo runs on loopback/],
])('%o is refused with a sentence', (source, sentence) => {
  expect(() => readEnv(source)).toThrow(ConfigurationError);
  expect(() => readEnv(source)).toThrow(sentence);
});
