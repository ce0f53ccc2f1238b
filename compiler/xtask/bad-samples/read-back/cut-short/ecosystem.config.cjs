module.exports = { apps: [{ name: 'api', args: "it's \"50%\" of $HOME, " + '$(touch harm)' }] };
