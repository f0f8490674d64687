// Swagger UI over the app's own document. No inline scripts, nothing from elsewhere.
const docs = document.getElementById('docs');
window.ui = SwaggerUIBundle({
  url: docs.dataset.document,
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
