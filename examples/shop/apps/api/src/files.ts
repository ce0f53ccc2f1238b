// Pictures lie in a bucket, and browsers put them there themselves: the API only signs where.

import { AwsClient } from "aws4fetch";

const SECONDS_TO_UPLOAD = 300;

export interface Files {
  /** A URL that takes one file with PUT, for a while. */
  uploadUrl(name: string): Promise<string>;
}

export function bucketFiles({ url, keyId, key }: { url: string; keyId: string; key: string }): Files {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: key, service: "s3" });
  return {
    async uploadUrl(name) {
      const place = new URL(`${url.replace(/\/$/, "")}/${encodeURIComponent(name)}`);
      place.searchParams.set("X-Amz-Expires", String(SECONDS_TO_UPLOAD));
      const signed = await client.sign(place.href, { method: "PUT", aws: { signQuery: true } });
      return signed.url;
    },
  };
}
