/** What one look found. */
export interface Finding {
  readonly what: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly detail: string;
  /** What a person does about it; needed unless all is well. */
  readonly todo?: string;
}

export const pass = (what: string, detail: string): Finding => ({ what, status: 'pass', detail });
export const warn = (what: string, detail: string, todo: string): Finding => ({ what, status: 'warn', detail, todo });
export const fail = (what: string, detail: string, todo: string): Finding => ({ what, status: 'fail', detail, todo });
