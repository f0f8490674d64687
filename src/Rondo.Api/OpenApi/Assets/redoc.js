const docs = document.getElementById('docs');
Redoc.init(docs.dataset.document, { hideDownloadButtons: false, disableSearch: false, expandResponses: '200,201' }, docs);
