import { Button, Input } from '@grafana/ui';
import type { TagInForce, UnmappedTag } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { countText, timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { TagForm, type TagTexts } from './tag-form.js';
import { TagHistory } from './tag-history.js';

/** More than these nobody reads; the search narrows them. */
const SHOWN = 100;

interface Tags {
  readonly mapped: readonly TagInForce[];
  readonly unmapped: readonly UnmappedTag[];
}

const textsOf = ({ tag, asset, measurement, field, unit }: TagInForce): TagTexts => ({
  tag,
  asset,
  signal: `${measurement}.${field}`,
  unit,
});

/** Tags of historians and control systems: which are watched, as which signal, and which came that nobody has mapped. */
export function WatchedTags(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const action = useAction();
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<TagTexts>();
  const [saved, setSaved] = useState(0);
  const [asked, askAgain] = useAsked('tags', async (): Promise<Tags> => {
    const [mapped, unmapped] = await Promise.all([
      ask<TagInForce[]>('GET', 'tags'),
      ask<UnmappedTag[]>('GET', 'tags/unmapped'),
    ]);
    return { mapped, unmapped };
  });
  const again = (): void => {
    askAgain();
    setSaved(saved + 1);
  };
  const forget = (tag: string): void =>
    void action
      .run(async () => {
        await ask('DELETE', 'tags', { query: { tag } });
        return `${tag} is not watched any more: what comes of it is kept as unmapped`;
      })
      .then((done) => done && again());
  return (
    <Section
      title="Watched tags"
      actions={
        <>
          <Input
            aria-label="Search tags"
            placeholder="Search tags"
            width={24}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          {mayEdit && (
            <Button
              icon="plus"
              variant="secondary"
              onClick={() => setEdited({ tag: '', asset: '', signal: '', unit: '' })}
            >
              Watch a tag
            </Button>
          )}
        </>
      }
    >
      {edited && (
        <TagForm
          key={edited.tag}
          texts={edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            again();
          }}
        />
      )}
      <ActionNote action={action} />
      <Shown asked={asked} what="tags">
        {({ mapped, unmapped }) => {
          const fits = ({ tag }: { readonly tag: string }): boolean => tag.toLowerCase().includes(search.toLowerCase());
          const found = mapped.filter(fits);
          return (
            <>
              <DataTable
                label="Watched tags"
                rows={found.slice(0, SHOWN)}
                keyOf={({ tag }) => tag}
                empty={mapped.length === 0 ? 'No tag is watched yet.' : 'No watched tag has this in its name.'}
                columns={[
                  { title: 'Tag', cell: ({ tag }) => tag },
                  { title: 'Asset', cell: ({ asset }) => asset },
                  { title: 'Signal', cell: ({ measurement, field }) => `${measurement}.${field}` },
                  { title: 'Unit', cell: ({ unit }) => unit || 'of the signal' },
                  {
                    title: 'Set by',
                    cell: ({ pack, changedBy, changedAtMs }) =>
                      `${pack === '' ? changedBy : `pack ${pack}`}, ${timeText(changedAtMs)}`,
                  },
                  {
                    title: 'Change',
                    kind: 'actions',
                    cell: (tag) =>
                      mayEdit && (
                        <>
                          <Button
                            size="sm"
                            variant="secondary"
                            aria-label={`Change ${tag.tag}`}
                            onClick={() => setEdited(textsOf(tag))}
                          >
                            Change
                          </Button>
                          <Button
                            size="sm"
                            variant="secondary"
                            fill="text"
                            aria-label={`Stop watching ${tag.tag}`}
                            onClick={() => forget(tag.tag)}
                          >
                            Stop
                          </Button>
                        </>
                      ),
                  },
                ]}
              />
              {found.length > SHOWN && (
                <small>{`The first ${SHOWN} of ${countText(found.length, 'tag')}: search for others.`}</small>
              )}
              <DataTable
                label="Tags that nobody has mapped"
                rows={unmapped.filter(fits).slice(0, SHOWN)}
                keyOf={({ tag }) => tag}
                empty="Every tag that came is mapped."
                columns={[
                  { title: 'Unmapped tag', cell: ({ tag }) => tag },
                  { title: 'Newest value', cell: ({ newestValue }) => String(newestValue) },
                  { title: 'At', cell: ({ newestAtMs }) => timeText(newestAtMs) },
                  {
                    title: 'Watch',
                    kind: 'actions',
                    cell: ({ tag }) =>
                      mayEdit && (
                        <Button
                          size="sm"
                          variant="secondary"
                          aria-label={`Watch ${tag}`}
                          onClick={() => setEdited({ tag, asset: '', signal: '', unit: '' })}
                        >
                          Watch
                        </Button>
                      ),
                  },
                ]}
              />
            </>
          );
        }}
      </Shown>
      <TagHistory revision={saved} />
    </Section>
  );
}
