// PostCSS for the client: Mantine's preset (nesting, light-dark(), rem()).
module.exports = { plugins: { 'postcss-preset-mantine': {} } };
