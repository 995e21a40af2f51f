// What is checked of scripts beside their types: those of the site, of the development server, and
// the tests in this folder.

import js from '@eslint/js';
import globals from 'globals';

const style = {
  curly: ['error', 'multi-line'],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-shadow': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
};

export default [
  { ignores: ['**/node_modules/'] },
  js.configs.recommended,
  {
    files: ['templates/assets/**/*.js', 'src/serve/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'script', globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: style,
  },
  {
    // The parts of search share one scope: names of others are the checker's of types.
    files: ['templates/assets/search/*.js'],
    rules: { 'no-undef': 'off', 'no-unused-vars': ['error', { vars: 'local' }] },
  },
  {
    files: ['tests/site/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
