import { getFieldDisplayValues, type FieldDisplay, type PanelProps, type ReduceDataOptions } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';

export interface ReducingOptions {
  readonly reduceOptions?: ReduceDataOptions;
}

/** One display value a series or row, as stat, gauge, bar gauge and pie show them. */
export function useReducedValues(props: PanelProps<ReducingOptions>, sparkline: boolean): FieldDisplay[] {
  const theme = useTheme2();
  return getFieldDisplayValues({
    fieldConfig: props.fieldConfig,
    reduceOptions: { calcs: ['lastNotNull'], values: false, ...props.options.reduceOptions },
    replaceVariables: props.replaceVariables,
    theme,
    data: props.data.series,
    sparkline,
    timeZone: props.timeZone,
  });
}
