// Texts within limits of bytes, identities and references, as the collector reads them.
const utf8 = new TextEncoder();
// Half surrogate pairs become U+FFFD: the collector takes none.
const within = (text, limit) => {
  const bytes = utf8.encode(String(text ?? '').replace(/\0/g, ''));
  let end = Math.min(bytes.length, limit);
  while (end < bytes.length && (bytes[end] & 0xC0) === 0x80) end -= 1;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, end));
};
// Nothing is cut: the limit of characters is far below the collector's of bytes.
const clean = (text) => within(text, 1e6);
const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
// A UUIDv7 (RFC 9562, section 5.7).
const newId = () => {
  const bytes = randomBytes(16);
  let time = Date.now();
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = 0x70 | bytes[6] & 15;
  bytes[8] = 0x80 | bytes[8] & 63;
  return hex(bytes).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
};
// The same as the collector's: 35 bits in Crockford's base 32 and a check character over GF(32).
const referenceOf = (id) => {
  const low = BigInt('0x' + id.replaceAll('-', '').slice(16));
  const value = low ^ low >> 29n;
  const digits = [30n, 25n, 20n, 15n, 10n, 5n, 0n].map((place) => Number(value >> place & 31n));
  digits.push(digits.reduce((sum, digit) => {
    const next = sum ^ digit;
    return (next & 16 ? next << 1 ^ 37 : next << 1) & 31;
  }, 0));
  const text = digits.map((digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[digit]).join('');
  return 'TB-' + text.slice(0, 4) + '-' + text.slice(4);
};
