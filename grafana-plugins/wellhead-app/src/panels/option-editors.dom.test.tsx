import {
  PanelOptionsEditorBuilder,
  standardEditorsRegistry,
  type PanelPlugin,
  type StandardEditorProps,
} from '@grafana/data';
import { render, screen } from '@testing-library/react';
import React from 'react';
import { expect, it, vi } from 'vitest';
import { plugin as controlChart } from './controlchart/module.js';
import { plugin as fanChart } from './fanchart/module.js';

/** Grafana's own editors, which are not drawn here. */
standardEditorsRegistry.setInit(() =>
  ['boolean', 'number', 'select', 'slider', 'text', 'radio', 'color', 'unit', 'multi-select'].map((id) => ({
    id,
    name: id,
    editor: () => null,
  })),
);

/** Draws the editor of an option as Grafana's panel editor does. */
function edit(plugin: PanelPlugin, path: string): void {
  const builder = new PanelOptionsEditorBuilder<object>();
  plugin.getPanelOptionsSupplier()(builder, { data: [] });
  const item = builder.getItems().find((each) => each.path === path);
  const Editor = item?.editor as React.ComponentType<StandardEditorProps> | undefined;
  if (!item || !Editor) throw new Error(`no option ${path}`);
  render(<Editor id={path} item={item} value={item.defaultValue} onChange={vi.fn()} context={{ data: [] }} />);
}

it.each([
  { label: 'Intervals', of: 'the fan chart', plugin: fanChart as unknown as PanelPlugin, path: 'bands' },
  { label: 'Nelson rules', of: 'the control chart', plugin: controlChart as unknown as PanelPlugin, path: 'rules' },
])('names the list of $of by the label of its option: $label', ({ label, plugin, path }) => {
  edit(plugin, path);
  expect(screen.getByRole('combobox', { name: label })).toHaveAttribute('aria-label', label);
});
