declare const System: {
  import(id: string): Promise<unknown>;
  set(id: string, module: object): void;
};
declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';
