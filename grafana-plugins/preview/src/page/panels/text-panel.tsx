import { renderMarkdown, textUtil, type PanelProps } from '@grafana/data';
import React from 'react';

interface TextOptions {
  readonly mode?: 'markdown' | 'html' | 'code';
  readonly content?: string;
}

/** Markdown or HTML, cleaned of scripts as Grafana does. */
export function TextPanel({ options, replaceVariables, width, height }: PanelProps<TextOptions>): React.JSX.Element {
  const content = replaceVariables(options.content ?? '');
  const box = { width, height, overflow: 'auto' } as const;
  if (options.mode === 'code') return <pre style={box}>{content}</pre>;
  const html = options.mode === 'html' ? textUtil.sanitize(content) : renderMarkdown(content);
  // oxlint-disable-next-line react/no-danger -- both ways are sanitised above
  return <div className="markdown-html" style={box} dangerouslySetInnerHTML={{ __html: html }} />;
}
