package io.aett.reactive.explorer;

import io.aett.reactive.testkit.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * One tab, used as a person does: what is clicked is found by its role and its name, as a screen reader says them, and is clicked with a
 * mouse; keys are those of a keyboard.
 */
final class Tab {

    private static final Path PICTURES = Path.of("target", "screenshots");

    private final DevTools tools;

    private Tab(DevTools tools) {
        this.tools = tools;
        for (String domain : List.of("Page", "Runtime", "Network", "Log", "DOM", "Accessibility")) {
            tools.call(domain + ".enable", Map.of());
        }
    }

    static Tab of(DevTools tools) {
        return new Tab(tools);
    }

    void size(int width, int height) {
        tools.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void dark(boolean dark) {
        tools.call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void open(String url) {
        tools.call("Page.navigate", Map.of("url", "about:blank"));
        tools.call("Page.navigate", Map.of("url", url));
        sees("aett explorer");
    }

    JsonNode run(String script) {
        JsonNode result = tools.call(
                "Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(result.toPrettyString());
        }
        return result.get("result").path("value");
    }

    /** Everything that is to be read. */
    String text() {
        return run("document.body ? document.body.innerText : ''").asString();
    }

    void sees(String text) {
        until(() -> "to see " + text + " in: " + text(), () -> text().contains(text));
    }

    void seesNoMore(String text) {
        until(() -> "not to see " + text, () -> !text().contains(text));
    }

    /** What a screen reader has under this role and name, in the order of the page. */
    List<JsonNode> all(String role, String name) {
        JsonNode root = tools.call("DOM.getDocument", Map.of("depth", 0)).get("root");
        JsonNode found = tools.call(
                "Accessibility.queryAXTree",
                Map.of("backendNodeId", root.get("backendNodeId"), "role", role, "accessibleName", name));
        return found.get("nodes")
                .valueStream()
                .filter(node -> !node.path("ignored").asBoolean())
                .toList();
    }

    boolean has(String role, String name) {
        return !all(role, name).isEmpty();
    }

    void awaits(String role, String name) {
        until(() -> "a " + role + " called " + name + " in: " + text(), () -> has(role, name));
    }

    void click(String role, String name) {
        awaits(role, name);
        Object node = all(role, name).get(0).get("backendDOMNodeId");
        tools.call("DOM.scrollIntoViewIfNeeded", Map.of("backendNodeId", node));
        JsonNode box = tools.call("DOM.getBoxModel", Map.of("backendNodeId", node))
                .get("model")
                .get("content");
        double x = (box.get(0).asDouble() + box.get(4).asDouble()) / 2;
        double y = (box.get(1).asDouble() + box.get(5).asDouble()) / 2;
        for (String type : List.of("mousePressed", "mouseReleased")) {
            tools.call(
                    "Input.dispatchMouseEvent",
                    Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
        }
    }

    void focus(String role, String name) {
        awaits(role, name);
        tools.call("DOM.focus", Map.of("backendNodeId", all(role, name).get(0).get("backendDOMNodeId")));
    }

    void type(String text) {
        tools.call("Input.insertText", Map.of("text", text));
    }

    void press(Key key) {
        List<Map<String, Object>> events = new ArrayList<>();
        events.add(key.event(key.text.isEmpty() ? "rawKeyDown" : "keyDown"));
        events.add(key.event("keyUp"));
        events.forEach(event -> tools.call("Input.dispatchKeyEvent", event));
    }

    /** Goes on with the Tab key until what has the focus has this name, and fails if it never has. */
    void tabTo(String name) {
        for (int i = 0; i < 80; i++) {
            press(Key.TAB);
            if (focused().equals(name)) {
                return;
            }
        }
        throw new AssertionError("the Tab key never comes to " + name);
    }

    /** The name of what has the focus. */
    String focused() {
        return run("(e => e ? (e.getAttribute('aria-label') ?? e.labels?.[0]?.firstChild?.textContent"
                        + " ?? e.textContent).trim() : '')(document.activeElement)")
                .asString();
    }

    /** Whether somebody who looks sees where the focus is. */
    boolean focusIsVisible() {
        return run("(e => getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2)"
                        + "(document.activeElement)")
                .asBoolean();
    }

    /** True if nothing of the page lies to the right of what is seen. */
    boolean fits() {
        return run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
                .asBoolean();
    }

    Path picture(String name) {
        try {
            Files.createDirectories(PICTURES);
            run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            JsonNode picture = tools.call("Page.captureScreenshot", Map.of("captureBeyondViewport", false));
            return Files.write(
                    PICTURES.resolve(name + ".png"),
                    Base64.getDecoder().decode(picture.get("data").asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void until(Supplier<String> what, BooleanSupplier condition) {
        Await.until(what, condition);
    }

    /** Every address that was asked for since the beginning. */
    List<String> requests() {
        return tools.events("Network.requestWillBeSent").stream()
                .map(event -> event.get("request").get("url").asString())
                .filter(url -> !url.equals("about:blank"))
                .toList();
    }

    /** What the browser complains about: scripts that fail, and what the content security policy forbids. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        tools.events("Runtime.exceptionThrown").forEach(event -> complaints.add(event.toString()));
        tools.events("Log.entryAdded").stream()
                .map(event -> event.get("entry"))
                .filter(entry -> !entry.get("source").asString().equals("network"))
                .forEach(entry -> complaints.add(entry.toString()));
        return complaints;
    }

    /** A key of a keyboard. */
    enum Key {
        TAB("Tab", 9, ""),
        ENTER("Enter", 13, "\r"),
        ESCAPE("Escape", 27, ""),
        RIGHT("ArrowRight", 39, ""),
        LEFT("ArrowLeft", 37, ""),
        HOME("Home", 36, "");

        private final String name;
        private final int code;
        private final String text;

        Key(String name, int code, String text) {
            this.name = name;
            this.code = code;
            this.text = text;
        }

        private Map<String, Object> event(String type) {
            return Map.of("type", type, "key", name, "code", name, "windowsVirtualKeyCode", code, "text", text);
        }
    }
}
