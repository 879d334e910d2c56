/** First module of a worker thread that runs from sources: Node 20 does not hand tsx down to threads. `argv[2]` is the worker. */
import { register } from 'tsx/esm/api';

register();
await import(process.argv[2]);
