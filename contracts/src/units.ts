/**
 * Units that readings may declare and what they are of: value in the base unit of the quantity = value × scale + offset. Names are exact: mW is not MW. They are Grafana's
 * ids where it has one; beside each stand the spellings that devices use. Factors: SI brochure, 9th edition; NIST SP 811, appendix B.8.
 */
interface Unit {
  readonly quantity: string;
  readonly scale: number;
  readonly offset: number;
}

const units = new Map<string, Unit>();
/** What a unit is written as: the second spelling of its row. */
const symbols = new Map<string, string>();
function of(quantity: string, rows: readonly (readonly [names: string, scale: number, offset?: number])[]): void {
  for (const [text, scale, offset = 0] of rows) {
    const names = text.split(' ');
    for (const name of names) {
      units.set(name, { quantity, scale, offset });
      symbols.set(name, names[1] ?? name);
    }
  }
}

of('temperature', [
  ['kelvin K', 1],
  ['celsius °C degC C', 1, 273.15],
  ['fahrenheit °F degF F', 5 / 9, 273.15 - (32 * 5) / 9],
]);
of('pressure', [
  ['pressurepa Pa', 1],
  ['pressurehpa hPa pressurembar mbar', 100],
  ['pressurekpa kPa', 1e3],
  ['MPa', 1e6],
  ['pressurebar bar', 1e5],
  ['pressureatm atm', 101_325],
  ['at kgf/cm2 kgf/cm²', 98_066.5],
  ['pressurepsi psi', 6_894.757293168],
]);
of('length', [
  ['lengthm m', 1],
  ['lengthmm mm', 1e-3],
  ['lengthcm cm', 1e-2],
  ['lengthkm km', 1e3],
  ['lengthin in', 0.0254],
  ['lengthft ft', 0.3048],
]);
of('volume flow', [
  ['m3/s m³/s flowcms', 1],
  ['m3/h m³/h', 1 / 3_600],
  ['m3/d m³/d', 1 / 86_400],
  ['l/s', 1e-3],
  ['flowlpm l/min', 1e-3 / 60],
  ['bpd bbl/d', 0.158987294928 / 86_400],
]);
of('volume', [
  ['m3 m³', 1],
  ['litre l L', 1e-3],
  ['bbl', 0.158987294928],
]);
of('density', [
  ['kg/m3 kg/m³', 1],
  ['g/cm3 g/cm³', 1e3],
]);
of('mass', [
  ['masskg kg', 1],
  ['massg g', 1e-3],
  ['masst t', 1e3],
  ['masslb lb', 0.45359237],
]);
of('ratio', [
  ['percentunit 1', 1],
  ['percent %', 0.01],
  ['ppm', 1e-6],
]);
of('density', [
  ['kg/m3 kg/m³ densitykgm3', 1],
  ['g/cm3 g/cm³', 1e3],
]);
of('voltage', [
  ['volt V', 1],
  ['mvolt mV', 1e-3],
  ['kvolt kV', 1e3],
]);
of('current', [
  ['amp A', 1],
  ['mamp mA', 1e-3],
  ['kamp kA', 1e3],
]);
of('power', [
  ['watt W', 1],
  ['kwatt kW', 1e3],
  ['megwatt MW', 1e6],
]);
of('energy a volume', [['kWh/m3 kWh/m³', 3.6e6]]);
of('time', [
  ['s', 1],
  ['ms', 1e-3],
  ['min', 60],
  ['h', 3_600],
]);

export const isKnownUnit = (name: string): boolean => units.has(name);

/** value × scale + offset is the value in the other unit; undefined when one of the two is not known or they measure different things. */
export function unitConversion(
  from: string,
  to: string,
): { readonly scale: number; readonly offset: number } | undefined {
  if (from === to) return { scale: 1, offset: 0 };
  const given = units.get(from);
  const wanted = units.get(to);
  if (!given || !wanted || given.quantity !== wanted.quantity) return undefined;
  if (given.scale === wanted.scale && given.offset === wanted.offset) return { scale: 1, offset: 0 };
  return { scale: given.scale / wanted.scale, offset: (given.offset - wanted.offset) / wanted.scale };
}

const CURRENCIES: Readonly<Record<string, string>> = {
  currencyUSD: '$',
  currencyEUR: '€',
  currencyGBP: '£',
  currencyRUB: '₽',
};

/**
 * A number as people read it, with its unit where one is known: “$1,234”, “12.5 %”, “81.0 °C”; null = “–”. Ratios (`percentunit`) are shown
 * in percent; `none` is of numbers that name something: no thousands apart.
 */
export function spokenNumber(value: number | null, unit: string, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const [shown, symbol] = unit === 'percentunit' ? [value * 100, '%'] : [value, symbols.get(unit) ?? unit];
  const digits = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: unit !== 'none',
  });
  const text = digits.format(shown).replace(/^-(?=0(?:\.0+)?$)/, '');
  const currency = CURRENCIES[unit];
  if (currency !== undefined) return text.startsWith('-') ? `-${currency}${text.slice(1)}` : `${currency}${text}`;
  return symbol === '' || symbol === 'short' || symbol === 'none' ? text : `${text} ${symbol}`;
}
