import { fileMappingSchema } from '@wellhead/contracts';
import { documentsQuerySchema, newDocumentQuerySchema } from './document-routes.js';
import { errorsQuerySchema, listQuerySchema, uploadQuerySchema } from './file-routes.js';
import { proposeQuerySchema } from './mapping-routes.js';
import {
  json,
  jsonSchema,
  known,
  type OpenApiPaths,
  pathParameter,
  problem,
  queryParameters,
} from './open-api-parts.js';

const bytes = {
  required: true,
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
};
const yaml = { content: { 'application/yaml': { schema: { type: 'string' } } } };
const received = {
  ...known,
  '413': problem('The file is too large'),
  '415': problem('The body is a form or has an encoding that is not read'),
  '503': problem('A store is away: send it again after Retry-After'),
  '507': problem('The disk of the raw archive is full'),
};

/** Paths of files, their mappings, and documents. */
export const filePaths: OpenApiPaths = {
  '/api/v1/files': {
    post: {
      summary:
        'Send a file (CSV, XLSX, JSON, NDJSON) that a mapping turns into readings or records; the body is the file',
      parameters: queryParameters(uploadQuerySchema),
      requestBody: bytes,
      responses: {
        '200': json('It is done or failed, or was sent before (`repeated`); of a dry run: the first rows'),
        '202': json('It is durable and is being taken in; `location` tells how far it is'),
        '400': problem('The query or the body cannot be read'),
        '404': problem('The mapping is not known'),
        ...received,
      },
    },
    get: {
      summary: 'Files that were sent, the newest first',
      parameters: queryParameters(listQuerySchema),
      responses: { '200': json('Files and how far they are'), ...known },
    },
  },
  '/api/v1/files/{id}': {
    get: {
      summary: 'How far a file has been taken in',
      parameters: [pathParameter('id')],
      responses: { '200': json('The file'), '404': problem('There is no such file'), ...known },
    },
  },
  '/api/v1/files/{id}/errors': {
    get: {
      summary: 'Refused rows of a file: sheet, row, column, what was found, what was expected',
      parameters: [pathParameter('id'), ...queryParameters(errorsQuerySchema)],
      responses: {
        '200': json('Errors, and `next` where there are more'),
        '404': problem('There is no such file'),
        ...known,
      },
    },
  },
  '/api/v1/files/{id}/bad-rows': {
    get: {
      summary:
        'Refused rows as a file in the dialect of their file, with a column that tells why, to correct and send again',
      parameters: [pathParameter('id')],
      responses: {
        '200': { description: 'CSV or NDJSON', content: { 'text/csv': {}, 'application/x-ndjson': {} } },
        '404': problem('There is no such file'),
        ...known,
      },
    },
  },
  '/api/v1/file-mappings': {
    get: { summary: 'All mappings', responses: { '200': json('Mappings'), ...known } },
  },
  '/api/v1/file-mappings/propose': {
    post: {
      summary: 'Propose a mapping from the header of a CSV, by exact names of columns',
      parameters: queryParameters(proposeQuerySchema),
      requestBody: bytes,
      responses: { '200': { description: 'YAML', ...yaml }, '400': problem('Nothing fits'), ...received },
    },
  },
  '/api/v1/file-mappings/head': {
    post: {
      summary: 'The first rows of a file of any format, sheet by sheet or list by list, to choose a mapping by',
      parameters: queryParameters(proposeQuerySchema),
      requestBody: bytes,
      responses: { '200': json('Format and tables'), '400': problem('The file cannot be read'), ...received },
    },
  },
  '/api/v1/file-mappings/{name}': {
    get: {
      summary: 'A mapping as it was written',
      parameters: [pathParameter('name')],
      responses: { '200': { description: 'YAML', ...yaml }, '404': problem('The mapping is not known'), ...known },
    },
    put: {
      summary: 'Write a mapping',
      parameters: [pathParameter('name')],
      requestBody: { required: true, content: { 'application/yaml': { schema: jsonSchema(fileMappingSchema) } } },
      responses: { '200': json('Saved'), '400': problem('The mapping has faults; all are told'), ...known },
    },
    delete: {
      summary: 'Remove a mapping',
      parameters: [pathParameter('name')],
      responses: { '204': { description: 'Removed' }, '404': problem('The mapping is not known'), ...known },
    },
  },
  '/api/v1/documents': {
    post: {
      summary: 'Keep a document as it is; the body is the document',
      parameters: queryParameters(newDocumentQuerySchema),
      requestBody: bytes,
      responses: { '201': json('Kept; `content` is where it is downloaded'), ...received },
    },
    get: {
      summary: 'Documents, the newest first',
      parameters: queryParameters(documentsQuerySchema),
      responses: { '200': json('Documents'), ...known },
    },
  },
  '/api/v1/documents/{id}/content': {
    get: {
      summary: 'The bytes of a document, as an attachment',
      parameters: [pathParameter('id')],
      responses: {
        '200': { description: 'Bytes', content: { 'application/octet-stream': {} } },
        '404': problem('There is no such document'),
        ...known,
      },
    },
  },
};
