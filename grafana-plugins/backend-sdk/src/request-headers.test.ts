import { describe, expect, it } from 'vitest';
import { isFromAlert, requestHeadersOf, traceContextOf } from './request-headers.js';

describe('headers beside a request', () => {
  it('are found whatever their case, with or without the prefix of forwarded ones', () => {
    const headers = requestHeadersOf({ 'X-Dashboard-Uid': 'd1', http_Accept: 'json' });
    expect(headers.get('x-dashboard-uid')).toBe('d1');
    expect(headers.get('Accept')).toBe('json');
    expect(headers.get('absent')).toBeUndefined();
  });

  it('tell an alert rule from a panel', () => {
    expect(isFromAlert(requestHeadersOf({ FromAlert: 'true' }))).toBe(true);
    expect(isFromAlert(requestHeadersOf({ http_FromAlert: 'true' }))).toBe(true);
    expect(isFromAlert(requestHeadersOf({ FromAlert: 'false' }))).toBe(false);
    expect(isFromAlert(requestHeadersOf({}))).toBe(false);
  });

  it('carry a trace, or none', () => {
    expect(traceContextOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    });
    expect(traceContextOf('00-short-01')).toBeUndefined();
    expect(traceContextOf(undefined)).toBeUndefined();
  });
});
