// What somebody typed into a date or time stays, and the server says what is wrong with it. The chooser would put the present moment
// in its place without a word, and a page that should be published next week would be published at once.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
