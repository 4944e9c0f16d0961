/**
 * The bytes of the field `file` of a form with files, on a route that gets its body as bytes.
 * @param type the request's content type, which holds the boundary
 * @returns null where there is no file in it, or an empty one
 */
export async function uploadedFile(body: unknown, type: string | undefined): Promise<Buffer | null> {
  if (!Buffer.isBuffer(body) || type === undefined || !type.startsWith('multipart/form-data')) return null;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => null); // cut off or not what it says
  const file = form?.get('file');
  if (!(file instanceof File) || file.size === 0) return null;
  return Buffer.from(await file.arrayBuffer());
}
