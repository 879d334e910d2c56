/** What a dynamogram can be diagnosed as. No schema is in here: panels import it as it is. */

export const CARD_CLASSES = [
  'normal',
  'fluid-pound',
  'gas-interference',
  'travelling-valve-leak',
  'standing-valve-leak',
  'parted-rods',
  'sticking',
  'plunger-tag',
] as const;
export type CardClass = (typeof CARD_CLASSES)[number];

export const CARD_CLASS_TITLES: Readonly<Record<CardClass, string>> = {
  normal: 'Normal',
  'fluid-pound': 'Fluid pound',
  'gas-interference': 'Gas interference',
  'travelling-valve-leak': 'Travelling valve leak',
  'standing-valve-leak': 'Standing valve leak',
  'parted-rods': 'Parted rods',
  sticking: 'Sticking',
  'plunger-tag': 'Plunger tag',
};
