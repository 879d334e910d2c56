import { Button, Checkbox } from '@grafana/ui';
import type { Quarantined } from '@wellhead/contracts';
import React from 'react';
import { DataTable, type Column } from '../frame/data-table.js';
import { countText, timeText } from '../frame/say.js';

const MOST_CHARACTERS = 160;
const short = (text: string): string => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);

/** Where in a body or file the row stood: “line 3, file orders.csv”. */
export const placeText = (place: Quarantined['place']): string =>
  Object.entries(place)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

export interface QuarantineTableProps {
  readonly rows: readonly Quarantined[];
  /** Ids; undefined: nothing can be chosen. */
  readonly chosen: readonly number[] | undefined;
  readonly onChoose: (ids: readonly number[]) => void;
  readonly onOpen: (id: number) => void;
}

export function QuarantineTable({ rows, chosen, onChoose, onOpen }: QuarantineTableProps): React.JSX.Element {
  const choosing: Column<Quarantined>[] =
    chosen === undefined
      ? []
      : [
          {
            title: 'Choose',
            cell: ({ id }) => (
              <Checkbox
                aria-label={`Choose row ${id}`}
                value={chosen.includes(id)}
                onChange={(event) =>
                  onChoose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
                }
              />
            ),
          },
        ];
  return (
    <DataTable
      label="Refused rows"
      rows={rows}
      keyOf={({ id }) => String(id)}
      empty="Nothing here: no row is in this state that the filter fits."
      columns={[
        { title: 'Row', cell: ({ id }) => id },
        ...choosing,
        {
          title: 'Received',
          cell: ({ receivedAtMs, source }) => (
            <>
              {timeText(receivedAtMs)}
              <small>{source}</small>
            </>
          ),
        },
        {
          title: 'Why',
          cell: ({ reason, lastReason, refusedBy, attempts, settledReason }) => (
            <>
              {settledReason ?? lastReason ?? reason}
              <small>
                {refusedBy}
                {attempts > 0 && `, let in again ${countText(attempts, 'time')}`}
              </small>
            </>
          ),
        },
        { title: 'What came', kind: 'code', cell: ({ raw, corrected }) => short(corrected ?? raw) },
        { title: 'Where', cell: ({ place }) => placeText(place) },
        {
          title: 'Open',
          kind: 'actions',
          cell: ({ id }) => (
            <Button size="sm" variant="secondary" aria-label={`Open row ${id}`} onClick={() => onOpen(id)}>
              Open
            </Button>
          ),
        },
      ]}
    />
  );
}
