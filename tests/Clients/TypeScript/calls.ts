import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };

const client = createClient<paths>({ baseUrl: process.argv[2]! });

function same<T>(what: string, expected: T, actual: T | undefined) {
  if (JSON.stringify(expected) !== JSON.stringify(actual)) throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  console.log(what);
}

const dish = await client.GET("/dishes/{id}", { params: { path: { id: 3 }, query: { kind: "withSauce", on: "2026-01-31", tags: ["a", "b"] } } });
same("a GET with path and query", { id: 3, name: "WithSauce a+b", course: "MainCourse", on: "2026-01-31", at: "2026-01-31T12:30:00+00:00", price: null, tags: [] }, dish.data);

const missing = await client.GET("/dishes/{id}", { params: { path: { id: 0 }, query: { kind: "plain", on: "2026-01-31" } } });
same("an error that a handler throws", "There is no dish 0.", missing.error?.detail);

const ordered: components["schemas"]["NewDish"] = { name: "soup", on: "2026-02-01", at: "2026-02-01T10:00:00Z", course: "MainCourse" };
const added = await client.POST("/dishes", { body: ordered });
same("a POST with a body", ["soup", null, "MainCourse"], added.data && [added.data.name, added.data.price, added.data.course]);

const invalid = await client.POST("/dishes", { body: { ...ordered, price: 1000 } });
const error = invalid.error;
same("a validation error", ["body", "/price"], error && "errors" in error ? [error.errors[0]!.in, error.errors[0]!.pointer] : undefined);

const photo = await client.POST("/photos", {
  body: { title: "view", photo: "pixels" },
  bodySerializer(body) {
    const form = new FormData();
    form.append("title", body.title);
    form.append("photo", new Blob([body.photo]), "view.png");
    return form;
  },
});
same("an upload", { title: "view", content: "pixels" }, photo.data);

const shape = (await client.GET("/shapes/{kind}", { params: { path: { kind: "circle" } } })).data;
same("a polymorphic answer", 2, shape?.type === "circle" ? shape.radius : undefined);
const other = (await client.POST("/shapes", { body: { type: "circle", radius: 4 } })).data;
same("a polymorphic body", 4, other?.type === "square" ? other.side : undefined);

same("a caller who is refused", 401, (await client.GET("/secret")).error?.status);
same("a caller with a key", "somebody", (await client.GET("/secret", { headers: { "X-Key": "open" } })).data?.title);
