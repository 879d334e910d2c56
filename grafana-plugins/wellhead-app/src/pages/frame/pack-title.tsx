import React from 'react';

/** What a thing of a pack is called, with its name and pack below. */
export const PackTitle = (props: {
  readonly title: string;
  readonly name: string;
  readonly pack: string;
}): React.JSX.Element => (
  <>
    {props.title}
    <small>
      {props.name}, pack {props.pack}
    </small>
  </>
);
