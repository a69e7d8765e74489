package io.gatehouse.mail;

import io.gatehouse.audit.OneLine;
import io.gatehouse.organization.EmailAddress;

/**
 * A letter in plain text to one person; from whom is configured.
 *
 * @param to of ASCII without blanks, quotes or commas, so that one address cannot become two
 * @param subject one line of at most {@value #LONGEST_SUBJECT} characters, whatever it is made of: a line break in it would begin
 *     another header
 */
public record Mail(EmailAddress to, String subject, String text) {

    static final int LONGEST_SUBJECT = 150;

    public Mail {
        subject = OneLine.of(subject, LONGEST_SUBJECT);
    }
}
