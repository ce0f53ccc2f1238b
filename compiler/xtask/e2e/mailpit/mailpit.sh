#!/bin/sh
# What the health check of the image calls: /mailpit readyz.
exec node -e 'fetch("http://127.0.0.1:8025/readyz").then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))'
