import type { ServerResponse } from 'node:http';

/**
 * Headers that every answer carries: browsers neither guess at content nor tell other sites where somebody was, and no other site may
 * frame our pages.
 */
export function setSafeHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('content-security-policy', "frame-ancestors 'self'");
}
