package io.aett.reactive.webflux;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/**
 * What is sent as one piece.
 *
 * @param checkpoint everything up to here was sent, or 0 when this is not the end of a commit
 * @param data null for a sign of life
 */
record Line(long checkpoint, @Nullable Object data) {

    ServerSentEvent<Object> toServerSentEvent() {
        ServerSentEvent.Builder<Object> event = ServerSentEvent.builder();
        if (checkpoint > 0) {
            event.id(Long.toString(checkpoint));
        }
        if (data != null) {
            event.data(data instanceof CharSequence text ? plain(text) : data);
        } else if (checkpoint == 0) {
            event.comment("");
        }
        return event.build();
    }

    /**
     * A carriage return ends a line too, and what comes behind it would be taken for a field. Of the spaces with which a line begins a
     * client takes away one.
     */
    private static String plain(CharSequence text) {
        String lines = text.toString().replace("\r\n", "\n").replace('\r', '\n').replace("\n ", "\n  ");
        return lines.startsWith(" ") ? " " + lines : lines;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (checkpoint > 0) {
            json.put("id", Long.toString(checkpoint));
        }
        if (data != null) {
            json.put("data", data);
        }
        return json;
    }
}
