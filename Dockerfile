FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# the image has its own Node 24: the package that brings one along for other machines is left out with the other
# development dependencies
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY src ./src
COPY views ./views
COPY assets ./assets
COPY locales ./locales
COPY migrations ./migrations
COPY LICENSE README.md ./
RUN mkdir /data && chown node:node /data
USER node
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# node itself is process 1, so that it hears the signal to stop and finishes what is in work
CMD ["node", "src/main.ts"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
