// The script of every page. All of it helps; nothing of it is needed to read, fill in or send.
import "./page/htmx.ts";
import { watchChat } from "./page/chat.ts";
import { watchForms } from "./page/forms.ts";
import { watchFiles } from "./page/files.ts";
import { watchHotkeys } from "./page/hotkeys.ts";
import { keepForms } from "./page/keep.ts";
import { watchMaps } from "./page/map-panel.ts";
import { watchFindings } from "./page/findings.ts";
import { watchSmallThings } from "./page/small-things.ts";
import { toast } from "./page/toast.ts";
import "./page/suggest-box.ts";

watchForms();
keepForms(toast);
watchFiles();
watchHotkeys();
watchFindings();
watchMaps();
watchSmallThings();
watchChat();
