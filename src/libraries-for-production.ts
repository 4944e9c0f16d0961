/**
 * React keeps a second build for those who write components, which notes where each element was made and takes several times as
 * long to render a page. It chooses once, by this variable, when it is first imported: so every entry of the program imports this
 * file before all others.
 */
if (process.env.NODE_ENV !== 'development') process.env.NODE_ENV = 'production';
