import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reportAnswerSchema, type ReportAnswer, reportTemplateAnswerSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf } from '../failure.js';
import { acceptedSchema, ended } from '../service/wait-for-job.js';
import { failureOf, openServiceClient } from '../service/service-client.js';
import { ingestUrlOf } from '../settings.js';
import { tableOf } from '../table.js';
import { timeText } from '../times.js';

const daysOf = ({ fromDay, toDay }: ReportAnswer): string => (fromDay === toDay ? fromDay : `${fromDay} … ${toDay}`);

const list: Command = {
  name: 'report list',
  summary: 'Lists the reports that packs can make and those that were made',
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead report list', does: 'two tables, the newest report first' }],
  async run(call) {
    const service = await openServiceClient(call.settings);
    const templates = await service.get('/api/v1/report-templates', z.array(reportTemplateAnswerSchema));
    const made = await service.get('/api/v1/reports', z.array(reportAnswerSchema));
    if (call.flag('json')) {
      call.say(JSON.stringify({ templates, made }));
      return EXIT.ok;
    }
    if (templates.length === 0) call.say('No installed pack brings a report.');
    else
      call.say(
        tableOf([
          ['Report', 'Pack', 'Period', 'Title'],
          ...templates.map(({ name, pack, period, title }) => [name, pack, period, title]),
        ]),
      );
    call.say('');
    if (made.length === 0) call.say('None was made yet. Next: wellhead report make REPORT');
    else
      call.say(
        tableOf([
          ['Id', 'Report', 'Days', 'Made', 'Files'],
          ...made.map((report) => [
            report.id,
            report.report,
            daysOf(report),
            timeText(report.madeAtMs),
            report.files.map(({ format }) => format).join(','),
          ]),
        ]),
      );
    return EXIT.ok;
  },
};

const make: Command = {
  name: 'report make',
  summary: 'Makes a report now and waits for its end',
  about: 'It is sent to its recipients like one by schedule.',
  arguments: [{ name: 'REPORT', describes: 'its name, as report list shows it' }],
  options: {
    day: { value: 'DAY', describes: 'of the last period that has ended by this day, YYYY-MM-DD; today when not given' },
    from: { value: 'DAY', describes: 'instead of a period all days from this one to --day, YYYY-MM-DD' },
    asset: { value: 'ASSET', describes: 'the asset that it is of, for reports of one' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead report make retail-week', does: 'makes the report of the last full week' },
    {
      line: 'npx wellhead report make fuel-tank --asset tank-101 --from 2026-05-01 --day 2026-05-14',
      does: 'makes the certificate of a tank and two weeks',
    },
  ],
  async run(call) {
    const report = call.given['REPORT'] ?? '';
    const [day, fromDay, asset] = [call.option('day'), call.option('from'), call.option('asset')];
    const service = await openServiceClient(call.settings);
    const job = await service.send('POST', `/api/v1/reports/${encodeURIComponent(report)}/make`, acceptedSchema, {
      day,
      fromDay,
      asset,
    });
    call.complain(`${report} is queued …`);
    const output = await ended(service, job);
    if (call.flag('json')) call.say(JSON.stringify(output ?? {}));
    else call.say(`${report} is made. Next: wellhead report list, wellhead report download ID`);
    return EXIT.ok;
  },
};

const download: Command = {
  name: 'report download',
  summary: 'Fetches the files of a report that was made: PDF, XLSX, CSV',
  about: 'A file of the same name in the folder is written over.',
  arguments: [{ name: 'ID', describes: 'its id, as report list shows it' }],
  options: {
    to: { value: 'FOLDER', describes: 'where they go; this folder when not given' },
    format: { value: 'FORMAT', describes: 'only this one: pdf, xlsx or csv' },
  },
  examples: [
    {
      line: 'npx wellhead report download 6f1c2a34-0000-4000-8000-000000000000 --format pdf --to reports',
      does: 'writes its PDF into reports',
    },
  ],
  async run(call) {
    const id = call.given['ID'] ?? '';
    const [format, folder] = [call.option('format'), call.option('to') ?? '.'];
    const service = await openServiceClient(call.settings);
    const made = await service.get('/api/v1/reports?limit=1000', z.array(reportAnswerSchema));
    const report = made.find((one) => one.id === id);
    if (report === undefined) throw new CommandFailure(`There is no report ${id}: wellhead report list.`);
    const files = report.files.filter((file) => format === undefined || file.format === format);
    if (files.length === 0)
      throw new CommandFailure(
        `The report has no file of the format ${format}: it has ${report.files.map((file) => file.format).join(', ')}.`,
      );
    // The bytes are documents of the intake.
    const intake = await openServiceClient(call.settings, ingestUrlOf(call.settings));
    for (const { name, document } of files) {
      const content = `/api/v1/documents/${encodeURIComponent(document)}/content`;
      const response = await intake.raw(content);
      if (!response.ok) throw failureOf(response.status, await response.text(), `GET ${content}`);
      const file = path.join(folder, path.basename(name));
      try {
        await writeFile(file, Buffer.from(await response.arrayBuffer()));
      } catch (error) {
        throw new CommandFailure(`${file} cannot be written: ${reasonOf(error)}.`, EXIT.failed, { cause: error });
      }
      call.say(file);
    }
    return EXIT.ok;
  },
};

export const REPORT_COMMANDS: readonly Command[] = [list, make, download];
