// Loads the worker whose source is given as its argument, through tsx: Node hands loaders down to worker threads only in some versions.
import { register } from 'tsx/esm/api';

register();
await import(process.argv[2]);
