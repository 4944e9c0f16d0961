import { describe, expect, it } from 'vitest';
import { uploadedFile } from './uploaded-file.js';

async function sent(fields: Record<string, string | Blob>): Promise<[Buffer, string]> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const request = new Request('http://localhost', { method: 'POST', body: form });
  return [Buffer.from(await request.arrayBuffer()), request.headers.get('content-type')!];
}

describe('a file of a form', () => {
  it('comes byte for byte, in whatever encoding', async () => {
    const bytes = Buffer.from([0xb0, 0xa1, 0x0d, 0x0a, 0x2d, 0x2d, 0x00, 0xff]);
    expect(await uploadedFile(...(await sent({ file: new Blob([bytes]) })))).toEqual(bytes);
  });

  it('is none where a text stands in its place, where it is empty, and in what is cut off', async () => {
    expect(await uploadedFile(...(await sent({ file: 'text' })))).toBeNull();
    expect(await uploadedFile(...(await sent({ file: new Blob([]) })))).toBeNull();
    expect(await uploadedFile(...(await sent({ other: new Blob(['x']) })))).toBeNull();
    const [body, type] = await sent({ file: new Blob(['x']) });
    expect(await uploadedFile(body.subarray(0, 40), type)).toBeNull();
    expect(await uploadedFile(body, 'text/csv')).toBeNull();
    expect(await uploadedFile(undefined, undefined)).toBeNull();
  });
});
