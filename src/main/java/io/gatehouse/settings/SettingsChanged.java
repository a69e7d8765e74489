package io.gatehouse.settings;

/** Somebody else has changed an organization's settings since they were read. */
public final class SettingsChanged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SettingsChanged() {
        super("settings: changed by somebody else meanwhile", null, false, false);
    }
}
