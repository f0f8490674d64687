// Swagger UI over the app's own document. No inline scripts, nothing from elsewhere.
const docs = document.getElementById('docs');
const documentUrl = new URL(docs.dataset.document, location.href);
const prefix = documentUrl.pathname.slice(0, -docs.dataset.path.length);

// A proxy may have taken a prefix away without saying so: the API stands where its document does.
function move(spec) {
  if (!prefix || spec.servers?.length) return spec;
  spec.servers = [{ url: prefix }];
  for (const scheme of Object.values(spec.components?.securitySchemes ?? {})) {
    for (const flow of Object.values(scheme.flows ?? {})) {
      for (const name of ['tokenUrl', 'authorizationUrl', 'refreshUrl']) {
        if (flow[name] && !flow[name].includes('://')) flow[name] = prefix + '/' + flow[name].replace(/^\/+/, '');
      }
    }
  }
  return spec;
}

window.ui = SwaggerUIBundle({
  url: documentUrl.href,
  responseInterceptor: response => {
    if (response.ok && response.url === documentUrl.href) response.text = JSON.stringify(move(JSON.parse(response.text)));
    return response;
  },
  domNode: docs,
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  oauth2RedirectUrl: new URL(docs.dataset.folder + '/oauth2-redirect.html', location.href).href,
});
