import { Badge, Button, TextLink } from '@grafana/ui';
import { locationUtil } from '@grafana/data';
import type { SignalStateAnswer } from '@wellhead/contracts';
import React, { useState } from 'react';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { durationText, timeText, valueText } from '../frame/say.js';
import { pageHref } from '../page-path.js';
import type { AssetNode } from './asset-tree.js';
import { SignalLimits } from './signal-limits.js';

const nameOf = ({ measurement, field }: SignalStateAnswer): string => `${measurement}.${field}`;

/** The signals of an asset, their last values, and the limits of the one that is opened. */
export function AssetSignals({
  path,
  onChange,
}: {
  /** From the root to the asset. */
  readonly path: readonly AssetNode[];
  /** A limit was changed. */
  readonly onChange: () => void;
}): React.JSX.Element {
  const [opened, setOpened] = useState<string>();
  const node = path.at(-1);
  const signals = node?.signals ?? [];
  const chosen = signals.find((signal) => nameOf(signal) === opened) ?? signals[0];
  return (
    <>
      <nav aria-label="Where this is">
        {path.slice(0, -1).map(({ asset }) => (
          <React.Fragment key={asset.id}>
            <TextLink href={locationUtil.assureBaseUrl(pageHref('assets', asset.id))}>{asset.title}</TextLink>
            {' / '}
          </React.Fragment>
        ))}
        <strong>{node?.asset.title}</strong>
      </nav>
      <Section title="Signals">
        <DataTable
          label="Signals"
          rows={signals}
          keyOf={nameOf}
          empty="This asset has no signals of its own; those below it may."
          columns={[
            {
              title: 'Signal',
              cell: (signal) => (
                <>
                  {signal.title}
                  <small>{nameOf(signal)}</small>
                </>
              ),
            },
            {
              title: 'Last value',
              kind: 'number',
              cell: ({ lastValue, lastText, unit }) =>
                lastValue === null ? (lastText ?? '–') : valueText(lastValue, unit),
            },
            {
              title: 'Age',
              cell: ({ ageMs, lastAtMs, stale }) =>
                ageMs === null ? (
                  <Badge color="purple" text="never heard" />
                ) : (
                  <span title={lastAtMs === null ? undefined : timeText(lastAtMs)}>
                    {durationText(ageMs)} {stale && <Badge color="orange" text="stale" />}
                  </span>
                ),
            },
            {
              title: 'Limits',
              cell: ({ limits, unit }) =>
                limits.map(({ kind, value }) => `${kind} ${valueText(value, unit)}`).join(', ') || 'none',
            },
            {
              title: 'Open',
              kind: 'actions',
              cell: (signal) => (
                <Button
                  size="sm"
                  variant="secondary"
                  aria-label={`Limits of ${signal.title}`}
                  aria-pressed={signal === chosen}
                  onClick={() => setOpened(nameOf(signal))}
                >
                  Limits
                </Button>
              ),
            },
          ]}
        />
      </Section>
      {chosen && <SignalLimits key={nameOf(chosen)} signal={chosen} onChange={onChange} />}
    </>
  );
}
