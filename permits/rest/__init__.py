"""The town hall for programs: `/api/v1/`. The same verbs and questions as the pages, said in JSON."""
