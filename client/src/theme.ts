/** The one theme: deep teal acts, amber asks, red stops, green is passed or certified. Sizes make every target at least 44 px high. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e9f5f4',
  '#d2e9e7',
  '#a6d4d1',
  '#75bcb8',
  '#48a09d',
  '#1c7b79',
  '#136e70',
  '#0b5c60',
  '#084a4f',
  '#05373b',
];
const amber: MantineColorsTuple = [
  '#fff6e0',
  '#ffebc2',
  '#fdd88a',
  '#f9c452',
  '#f2b030',
  '#dd9613',
  '#b87708',
  '#8f5a04',
  '#6e4404',
  '#4d2f03',
];
const red: MantineColorsTuple = [
  '#fdeeec',
  '#fadad6',
  '#f3b3ab',
  '#eb8a7e',
  '#e16656',
  '#c93f30',
  '#bb3527',
  '#9c2a1e',
  '#7d2118',
  '#5c1710',
];
const green: MantineColorsTuple = [
  '#e9f7ec',
  '#d2edd8',
  '#a5dab1',
  '#76c588',
  '#4cae63',
  '#2f9449',
  '#21793a',
  '#19632f',
  '#134e25',
  '#0d3a1b',
];
const ink: MantineColorsTuple = [
  '#dfe6e8',
  '#c2cdd0',
  '#a3b1b5',
  '#7f9095',
  '#5d6f75',
  '#3a4a4f',
  '#2a383d',
  '#1c282c',
  '#141d21',
  '#0d1417',
];

export const theme = createTheme({
  colors: { teal, amber, red, green, dark: ink },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  white: '#ffffff',
  black: '#142024',
  fontFamily: '"Plus Jakarta Sans Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  headings: {
    fontFamily: '"Plus Jakarta Sans Variable", system-ui, sans-serif',
    fontWeight: '700',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: 'clamp(1.625rem, 1.2rem + 1.6vw, 2.125rem)', lineHeight: '1.2' },
      h2: { fontSize: '1.25rem', lineHeight: '1.35' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '16px', xl: '24px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '40px' },
  shadows: {
    xs: '0 1px 2px rgb(16 40 44 / 6%)',
    sm: '0 1px 2px rgb(16 40 44 / 6%), 0 4px 16px rgb(16 40 44 / 6%)',
    md: '0 2px 4px rgb(16 40 44 / 6%), 0 12px 32px rgb(16 40 44 / 10%)',
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // By name, not through the components themselves: a page then loads only the components it shows.
  components: {
    Button: {
      vars: (_theme: unknown, props: { size?: string }) => ({
        root:
          props.size === undefined
            ? { '--button-height': '44px', '--button-fz': '1rem', '--button-padding-x': '20px' }
            : {},
      }),
    },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle' } },
    Input: { vars: () => ({ wrapper: { '--input-height': '44px', '--input-fz': '1rem' } }) },
    InputWrapper: {
      styles: {
        label: { fontSize: '0.9375rem', fontWeight: 600, marginBottom: 4 },
        description: { fontSize: '0.875rem', lineHeight: 1.45, marginBottom: 6 },
        error: { fontSize: '0.875rem', lineHeight: 1.45 },
      },
    },
    // The list itself scrolls, and stays in its landmark: screen readers then read it as one list box.
    Select: {
      defaultProps: {
        withScrollArea: false,
        comboboxProps: { withinPortal: false, shadow: 'md' },
        styles: { options: { maxHeight: 280, overflowY: 'auto' }, option: { minHeight: 44 } },
      },
    },
    PasswordInput: { vars: () => ({ root: { '--psi-button-size': '44px' } }) },
    // Beside its opener instead of at the end of the page, a dialog still begins at the window's edge.
    Modal: { styles: { inner: { left: 0 } } },
    Paper: { defaultProps: { radius: 'lg' } },
    Badge: { defaultProps: { variant: 'light', size: 'lg', tt: 'none', fw: 600 } },
    Anchor: { defaultProps: { underline: 'always' } },
    Tabs: { defaultProps: { styles: { tab: { minHeight: 44 } } } },
  },
});

/** Colours of the page itself: the wash behind the sheets, quiet text, lines; AA against both page and sheet. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--page': '#f6f5f1',
    '--sheet': '#ffffff',
    '--line': '#dcdfdc',
    '--ink': '#142024',
    '--mantine-color-dimmed': '#526166',
    '--mantine-color-placeholder': '#66757a',
    // Edges of fields: 3:1 against the sheet.
    '--mantine-color-gray-4': '#879392',
    '--mantine-color-default-border': '#a9b3b3',
    '--mantine-color-error': '#9c2a1e',
    '--mantine-color-anchor': '#0b5c60',
  },
  dark: {
    '--page': '#0d1417',
    '--sheet': '#141d21',
    '--line': '#2a383d',
    '--ink': '#dfe6e8',
    '--mantine-color-body': '#141d21',
    '--mantine-color-dimmed': '#a3b1b5',
    '--mantine-color-placeholder': '#8fa0a5',
    '--mantine-color-error': '#f3b3ab',
    '--mantine-color-anchor': '#75bcb8',
    '--mantine-color-default-border': '#536469',
  },
});
