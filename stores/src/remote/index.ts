export { type Ask, type Asked, type AskingOptions, bearer, openAsk } from './ask.js';
export { type ReadText, readText } from './read-text.js';
export type { HadVersion } from './answer-parts.js';
export { download, type Downloaded, type DownloadParts } from './download.js';
export { openPartFile, type Part, type PartFile, type PartVersion } from './part-file.js';
