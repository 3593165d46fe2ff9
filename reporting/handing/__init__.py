"""Reports as they leave the page: files that a worker writes, and mails on a day of the week."""
