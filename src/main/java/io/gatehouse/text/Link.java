package io.gatehouse.text;

/**
 * A link in the midst of a text.
 *
 * @param address whose scheme has been looked at: it becomes an {@code href}
 */
public record Link(String address, String words) {}
