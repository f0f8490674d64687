-- wrk: a validated JSON body.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"name":"a dish","price":12.5,"tags":["hot","new"]}'
